package dev.grapevine.agent.api;

import dev.grapevine.cluster.Event;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ServiceInstance;
import java.util.List;
import java.util.Locale;

/** Formats events as text in a stable shape that scripts may parse: first the type, then the subject. */
public final class EventText {

    private EventText() {}

    /** The type alone, as in {@link EventInfo#type}. */
    public static String type(Event event) {
        String text = of(event);
        int end = text.indexOf(' ');
        return end < 0 ? text : text.substring(0, end);
    }

    /** For example {@code FAILED node4 REFUSED by node2,node5 after 0.21s}. */
    public static String of(Event event) {
        if (event instanceof Event.Membership membership) {
            return membership(membership);
        } else if (event instanceof Event.ServiceUp up) {
            return "UP " + instance(up.instance()) + place(up.instance().service());
        } else if (event instanceof Event.ServiceDown down) {
            return "DOWN " + instance(down.instance());
        } else if (event instanceof Event.ServiceChanged changed) {
            return "CHANGED " + instance(changed.instance()) + " "
                    + EnumNames.of(changed.instance().service().health());
        } else if (event instanceof Event.Partitioned partitioned) {
            return "PARTITIONED seen=" + partitioned.seen() + " lost=" + partitioned.lost();
        } else if (event instanceof Event.Merged merged) {
            return "MERGED gained=" + merged.gained();
        } else if (event instanceof Event.NameConflict conflict) {
            return "NAME_CONFLICT " + conflict.name() + " is also used at " + conflict.other()
                    + (conflict.fatal() ? "; this member stops" : "");
        } else if (event instanceof Event.Ready ready) {
            return "READY members=" + ready.members() + " outcome=" + EnumNames.of(ready.outcome());
        } else if (event instanceof Event.Stalled stalled) {
            return String.format(
                    Locale.ROOT, "STALLED for %.2fs", stalled.duration().toNanos() / 1e9);
        } else if (event instanceof Event.Hung hung) {
            return "HUNG " + hung.text();
        } else if (event instanceof Event.Alone alone) {
            return "ALONE " + alone.text();
        } else if (event instanceof Event.Bootstrap bootstrap) {
            return "BOOTSTRAP " + bootstrap.phase() + " " + bootstrap.text();
        } else if (event instanceof Event.Mismatch mismatch) {
            return "MISMATCH " + (mismatch.from() == null ? "" : "with " + mismatch.from() + " ") + mismatch.text();
        }
        return "STOPPED";
    }

    /** For example {@code JOINED node4 (10.0.0.4:7700)}. */
    public static String joined(String member, List<Address> addresses) {
        return "JOINED " + member + (addresses.isEmpty() ? "" : " (" + addresses.get(0) + ")");
    }

    private static String membership(Event.Membership event) {
        Member member = event.member();
        if (event instanceof Event.Joined) {
            return joined(member.name(), member.addresses());
        } else if (event instanceof Event.Suspected suspected) {
            return "SUSPECTED " + member.name() + found(suspected.evidence(), suspected.accusers());
        } else if (event instanceof Event.Failed failed) {
            String after =
                    String.format(Locale.ROOT, " after %.2fs", failed.after().toNanos() / 1e9);
            // Zero means that this member did not see the first sign of trouble.
            return "FAILED " + member.name() + found(failed.evidence(), failed.accusers())
                    + (!failed.after().isZero() ? after : "");
        } else if (event instanceof Event.Recovered recovered) {
            return "RECOVERED " + member.name() + (recovered.wasDead() ? " from dead" : "");
        } else if (event instanceof Event.Degraded) {
            return "DEGRADED " + member.name() + " answers by TCP only: UDP blocked?";
        } else if (event instanceof Event.Restored) {
            return "RESTORED " + member.name() + " answers by UDP again";
        } else if (event instanceof Event.Left) {
            return "LEFT " + member.name();
        } else if (event instanceof Event.Updated) {
            return "UPDATED " + member.name();
        }
        return "FORGOTTEN " + member.name();
    }

    private static String found(Evidence evidence, List<String> accusers) {
        return " " + evidence + (accusers.isEmpty() ? "" : " by " + String.join(",", accusers));
    }

    private static String instance(Instance instance) {
        return instance.service().service() + "/" + instance.service().id() + " on "
                + instance.member().name();
    }

    /** An instance without an address of its own uses the address of its member. */
    private static String place(ServiceInstance instance) {
        if (instance.port() == 0) {
            return "";
        }
        String address = instance.address().contains(":") ? "[" + instance.address() + "]" : instance.address();
        return address.isEmpty() ? " port " + instance.port() : " (" + address + ":" + instance.port() + ")";
    }
}
