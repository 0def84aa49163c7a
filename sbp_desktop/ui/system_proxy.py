"""What the system, or its PAC script, says lies between this laptop and an address."""

from PySide6.QtCore import QUrl
from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

_KINDS = {QNetworkProxy.ProxyType.HttpProxy: "http", QNetworkProxy.ProxyType.Socks5Proxy: "socks5"}


def proxy_for(address: str) -> str:
    """The proxy that leads there, as a URL; "" for none. A script may take its time: not for the UI's thread."""
    for proxy in QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(address))):
        if proxy.type() == QNetworkProxy.ProxyType.NoProxy:
            return ""
        if proxy.type() in _KINDS:
            return f"{_KINDS[proxy.type()]}://{proxy.hostName()}:{proxy.port()}"
    return ""
