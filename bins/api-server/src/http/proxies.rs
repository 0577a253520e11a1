//! Who calls, and under which name they reached us, as far as proxies can be believed.

use super::State;
use actix_web::HttpRequest;
use actix_web::http::header;
use ipnet::IpNet;
use std::net::IpAddr;

/// Where a call comes from.
pub(super) struct Caller {
    /// The client's address.
    pub(super) peer: String,
    /// Scheme and host that the client used, such as `https://help.example.org`.
    pub(super) origin: String,
}

impl Caller {
    /// Reads the connection, and the `X-Forwarded-…` headers when a trusted proxy wrote them.
    pub(super) fn of(request: &HttpRequest, state: &State) -> Self {
        let connected = request.peer_addr().map(|address| address.ip().to_canonical());
        let is_proxied = connected.is_some_and(|address| is_trusted(&state.trusted_proxies, address));
        let forwarded = |name: &str| if is_proxied { header_text(request, name) } else { None };

        let peer = forwarded("x-forwarded-for").and_then(|list| first_untrusted(list, &state.trusted_proxies)).or(connected);
        let is_tls = forwarded("x-forwarded-proto").map(first).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
        let scheme = if is_tls { "https" } else { "http" };
        let host = forwarded("x-forwarded-host").map(first).filter(|host| is_host(host));
        let host = host.or_else(|| header_text(request, header::HOST.as_str()).filter(|host| is_host(host)));
        Self {
            peer: peer.map(|address| address.to_string()).unwrap_or_default(),
            origin: host.map_or_else(|| format!("{scheme}://{}", state.address), |host| format!("{scheme}://{host}")),
        }
    }
}

fn header_text<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

fn first(list: &str) -> &str {
    list.split(',').next().unwrap_or_default().trim()
}

fn is_trusted(trusted: &[IpNet], address: IpAddr) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// Each proxy appends whom it was called by; what stands before the last untrusted address may be invented by that caller.
fn first_untrusted(list: &str, trusted: &[IpNet]) -> Option<IpAddr> {
    let mut nearest = None;
    for entry in list.rsplit(',') {
        let Some(address) = address(entry.trim()) else { break };
        nearest = Some(address);
        if !is_trusted(trusted, address) {
            break;
        }
    }
    nearest
}

fn address(text: &str) -> Option<IpAddr> {
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(address, _)| address);
    let address = text.parse().ok().or_else(|| bracketed?.parse().ok());
    let address = address.or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

fn is_host(host: &str) -> bool {
    (1..=255).contains(&host.len()) && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::first_untrusted;

    #[test]
    fn only_what_trusted_proxies_appended_is_believed() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let found = |list| first_untrusted(list, &trusted).map(|address| address.to_string());
        assert_eq!(found("6.6.6.6, 1.2.3.4, 10.0.0.9").as_deref(), Some("1.2.3.4"));
        assert_eq!(found("10.0.0.7, 10.0.0.9").as_deref(), Some("10.0.0.7"));
        assert_eq!(found("junk, [2001:db8::1]:99").as_deref(), Some("2001:db8::1"));
        assert_eq!(found("junk"), None);
    }
}
