//! Free ports on the loopback interface.

use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};
use std::path::Path;

use crate::error::Context;

/// The address of a port on this machine only.
pub(crate) fn loopback(port: u16) -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)
}

/// The wanted port if it is still free, else any free one.
pub(crate) fn free_port(wanted: Option<u16>, folder: &Path) -> crate::Result<u16> {
    if let Some(port) = wanted.filter(|port| *port != 0)
        && TcpListener::bind(loopback(port)).is_ok()
    {
        return Ok(port);
    }
    let free = TcpListener::bind(loopback(0)).and_then(|listener| listener.local_addr());
    Ok(free.context("find a free loopback port for", folder)?.port())
}

/// The port that was used here last time.
pub(crate) fn remembered(file: &Path) -> Option<u16> {
    std::fs::read_to_string(file).ok()?.trim().parse().ok()
}
