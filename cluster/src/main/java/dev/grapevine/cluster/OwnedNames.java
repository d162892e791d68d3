package dev.grapevine.cluster;

import dev.grapevine.core.state.ServiceInstance;
import dev.grapevine.core.view.MemberRecord;
import java.util.regex.Pattern;

/** What may be published: checked where it is handed in, so that the caller hears of it. */
final class OwnedNames {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final int MAX_16_BIT = 0xffff;

    private OwnedNames() {}

    /** @throws IllegalArgumentException that says what is allowed */
    static void check(ServiceInstance instance) {
        if (!MemberRecord.isName(instance.service())) {
            throw new IllegalArgumentException("service name '" + instance.service()
                    + "' is not allowed; use 1 to 64 of the characters A-Z a-z 0-9 . _ -");
        }
        if (!ID.matcher(instance.id()).matches()) {
            throw new IllegalArgumentException("instance id '" + instance.id()
                    + "' is not allowed; use 1 to 64 of the characters A-Z a-z 0-9 . _ : -");
        }
        range("port", instance.port());
        range("weight", instance.weight());
    }

    private static void range(String what, int value) {
        if (value < 0 || value > MAX_16_BIT) {
            throw new IllegalArgumentException(what + " must be 0 to " + MAX_16_BIT + ", not " + value);
        }
    }
}
