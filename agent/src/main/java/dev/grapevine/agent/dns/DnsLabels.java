package dev.grapevine.agent.dns;

import dev.grapevine.cluster.net.HostSyntax;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/** Names of the catalogue as DNS names, and back. */
final class DnsLabels {

    private static final int MAX_LABEL = 63;
    private static final Name ADDR = Name.fromConstantString("addr");
    private static final Name NODE = Name.fromConstantString("node");

    private DnsLabels() {}

    /** The labels of a name that stand before a domain, in lower case. */
    static List<String> before(Name domain, Name name) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < name.labels() - domain.labels(); i++) {
            labels.add(name.getLabelString(i).toLowerCase(Locale.ROOT));
        }
        return labels;
    }

    /** The name of a member; null if a part of it is too long for DNS. */
    static @Nullable Name ofMember(String member, Name domain) {
        return below(member, NODE, domain);
    }

    /** The name of an IP address that is no member's. */
    static @Nullable Name ofAddress(byte[] ip, Name domain) {
        StringBuilder hex = new StringBuilder();
        for (byte each : ip) {
            hex.append(Character.forDigit(each >> 4 & 0xf, 16)).append(Character.forDigit(each & 0xf, 16));
        }
        return below(hex.toString(), ADDR, domain);
    }

    /** The address that such a label stands for; null if it stands for none. */
    static byte @Nullable [] address(String hex) {
        if (hex.length() != 8 && hex.length() != 32) {
            return null;
        }
        byte[] ip = new byte[hex.length() / 2];
        for (int i = 0; i < ip.length; i++) {
            int high = Character.digit(hex.charAt(2 * i), 16);
            int low = Character.digit(hex.charAt(2 * i + 1), 16);
            if (high < 0 || low < 0) {
                return null;
            }
            ip[i] = (byte) (high << 4 | low);
        }
        return ip;
    }

    /** A host name that stands outside the catalogue. */
    static @Nullable Name ofHost(String host) {
        try {
            return Name.fromString(host, Name.root);
        } catch (TextParseException e) {
            return null;
        }
    }

    /** The bytes of an IP literal; null for a host name. */
    static byte @Nullable [] literal(String host) {
        return HostSyntax.literal(host) ? Address.parse(host, 0).ip() : null;
    }

    private static @Nullable Name below(String text, Name kind, Name domain) {
        for (String label : text.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > MAX_LABEL) {
                return null;
            }
        }
        try {
            return Name.concatenate(Name.concatenate(Name.fromString(text), kind), domain);
        } catch (TextParseException | NameTooLongException e) {
            return null;
        }
    }
}
