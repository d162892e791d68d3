package dev.grapevine.cluster.net;

import java.util.Locale;
import java.util.regex.Pattern;

/** The syntax of host names and IP literals. Looks nothing up. */
public final class HostSyntax {

    /** What is allowed, for error messages. */
    public static final String ALLOWED = "an IP address, or a host name such as web-1 or my_host.example.com";

    private static final Pattern V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\\.?");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9_.-]{1,32})?");

    private HostSyntax() {}

    /** Whether the text is an IPv4 or IPv6 literal, or a valid DNS name. */
    public static boolean valid(String host) {
        if (host.indexOf(':') >= 0) {
            return v6(host);
        }
        // Digits and dots alone are meant as an IPv4 address: 10.0.0.256 is not a name.
        return host.matches("[0-9.]+") ? v4(host) : NAME.matcher(host).matches();
    }

    /** Whether the text is an IP literal. */
    public static boolean literal(String host) {
        return host.indexOf(':') >= 0 ? v6(host) : v4(host);
    }

    static boolean v4(String host) {
        var match = V4.matcher(host);
        if (!match.matches()) {
            return false;
        }
        for (int i = 1; i <= 4; i++) {
            if (Integer.parseInt(match.group(i)) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean v6(String host) {
        if (!V6.matcher(host).matches() || host.contains(":::")) {
            return false;
        }
        String address = host.contains("%") ? host.substring(0, host.indexOf('%')) : host;
        int dots = address.indexOf('.');
        int groups = 8;
        if (dots >= 0) {
            int colon = address.lastIndexOf(':');
            if (colon < 0 || !v4(address.substring(colon + 1))) {
                return false;
            }
            address = address.substring(0, colon) + ":0:0";
        }
        int gap = address.indexOf("::");
        if (gap != address.lastIndexOf("::")) {
            return false;
        }
        int seen = 0;
        for (String group : address.split(":", -1)) {
            if (group.length() > 4) {
                return false;
            }
            seen += group.isEmpty() ? 0 : 1;
        }
        boolean edges = (address.startsWith(":") && !address.startsWith("::"))
                || (address.endsWith(":") && !address.endsWith("::"));
        return !edges && (gap >= 0 ? seen < groups : seen == groups && !address.contains("::"));
    }

    /** Whether only programs on this host can reach it. */
    public static boolean loopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("::1") || (v4(host) && host.startsWith("127."));
    }

    /** Whether it stands for all addresses of this host. */
    public static boolean wildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }
}
