package dev.meshfuse.scrape;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Addresses where no proxy is, and where no list of targets may send us: there cloud providers tell
 * a machine its credentials. Beside the link-local ones (169.254.0.0/16, RFC 3927; fe80::/10, RFC
 * 4291) these are the ones that providers document.
 */
public final class NoTarget {
    private static final List<InetAddress> OF_PROVIDERS =
            List.of(
                    literal("fd00:ec2::254"), // AWS, "Instance metadata", IPv6
                    literal("168.63.129.16"), // Azure, "What is IP address 168.63.129.16?"
                    literal("100.100.100.200")); // Alibaba Cloud, "Instance metadata"

    private NoTarget() {}

    /** Whether it is one of them. */
    public static boolean is(InetAddress address) {
        return address.isLinkLocalAddress() || OF_PROVIDERS.contains(address);
    }

    /**
     * Whether the text is one of them; a name is none, as it is not looked up.
     *
     * @throws IllegalArgumentException when it looks like an address, but is none
     */
    public static boolean is(String host) {
        boolean looksLikeOne = host.matches("[0-9.]+") || host.contains(":");
        return looksLikeOne && is(literal(host));
    }

    private static InetAddress literal(String host) {
        try {
            return InetAddress.getByName(host.replaceAll("[\\[\\]]", ""));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + host + "' is no address", e);
        }
    }
}
