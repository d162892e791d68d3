package dev.grapevine.cluster.data;

import dev.grapevine.core.view.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@link Address#toString} writes: literals only, so nothing is ever looked up. */
final class AddressText {

    private static final Pattern V4 = Pattern.compile("((?:\\d{1,3}\\.){3}\\d{1,3}):(\\d{1,5})");
    private static final Pattern V6 = Pattern.compile("\\[([0-9a-f:]*:[0-9a-f:]*)]:(\\d{1,5})");

    private AddressText() {}

    /** @throws IllegalArgumentException if it is no such text */
    static Address parse(String text) {
        Matcher matcher = V4.matcher(text);
        if (!matcher.matches()) {
            matcher = V6.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("no address: " + text);
            }
        }
        try {
            return Address.of(InetAddress.getByName(matcher.group(1)).getAddress(), Integer.parseInt(matcher.group(2)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address: " + text, e);
        }
    }
}
