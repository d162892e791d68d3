package dev.grapevine.agent.api;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ServiceInstance;
import java.util.List;
import java.util.Locale;

/** Formats events as text in a stable shape that scripts may parse: first the type, then the subject. */
public final class EventText {

    private EventText() {}

    /** The type alone, as in {@link EventInfo#type}. */
    public static String type(PeerEvent event) {
        String text = of(event);
        int end = text.indexOf(' ');
        return end < 0 ? text : text.substring(0, end);
    }

    /** For example {@code FAILED node4 REFUSED by node2,node5 after 0.21s}. */
    public static String of(PeerEvent event) {
        if (event instanceof PeerEvent.Membership membership) {
            return membership(membership);
        } else if (event instanceof PeerEvent.ServiceUp up) {
            return "UP " + instance(up.member(), up.instance()) + place(up.instance());
        } else if (event instanceof PeerEvent.ServiceDown down) {
            return "DOWN " + instance(down.member(), down.instance());
        } else if (event instanceof PeerEvent.ServiceChanged changed) {
            return "CHANGED " + instance(changed.member(), changed.instance()) + " "
                    + EnumNames.of(changed.instance().health());
        } else if (event instanceof PeerEvent.Partitioned partitioned) {
            return "PARTITIONED seen=" + partitioned.seen() + " lost=" + partitioned.lost();
        } else if (event instanceof PeerEvent.Merged merged) {
            return "MERGED gained=" + merged.gained();
        } else if (event instanceof PeerEvent.NameConflict conflict) {
            return "NAME_CONFLICT " + conflict.name() + " is also used at " + conflict.other()
                    + (conflict.fatal() ? "; this member stops" : "");
        } else if (event instanceof PeerEvent.Ready ready) {
            return "READY members=" + ready.members();
        } else if (event instanceof PeerEvent.Bootstrap bootstrap) {
            return "BOOTSTRAP " + bootstrap.phase() + " " + bootstrap.text();
        } else if (event instanceof PeerEvent.Mismatch mismatch) {
            return "MISMATCH " + (mismatch.from() == null ? "" : "with " + mismatch.from() + " ") + mismatch.text();
        }
        return "STOPPED";
    }

    /** For example {@code JOINED node4 (10.0.0.4:7700)}. */
    public static String joined(String member, List<Address> addresses) {
        return "JOINED " + member + (addresses.isEmpty() ? "" : " (" + addresses.get(0) + ")");
    }

    private static String membership(PeerEvent.Membership event) {
        MemberRecord member = event.member();
        if (event instanceof PeerEvent.Joined) {
            return joined(member.name(), member.addresses());
        } else if (event instanceof PeerEvent.Suspected suspected) {
            return "SUSPECTED " + member.name() + found(suspected.evidence(), suspected.accusers());
        } else if (event instanceof PeerEvent.Failed failed) {
            String after = String.format(Locale.ROOT, " after %.2fs", failed.afterNanos() / 1e9);
            // Zero means that this member did not see the first sign of trouble.
            return "FAILED " + member.name() + found(failed.evidence(), failed.accusers())
                    + (failed.afterNanos() > 0 ? after : "");
        } else if (event instanceof PeerEvent.Recovered recovered) {
            return "RECOVERED " + member.name() + (recovered.wasDead() ? " from dead" : "");
        } else if (event instanceof PeerEvent.Degraded) {
            return "DEGRADED " + member.name() + " answers by TCP only: UDP blocked?";
        } else if (event instanceof PeerEvent.Restored) {
            return "RESTORED " + member.name() + " answers by UDP again";
        } else if (event instanceof PeerEvent.Left) {
            return "LEFT " + member.name();
        } else if (event instanceof PeerEvent.Updated) {
            return "UPDATED " + member.name();
        }
        return "FORGOTTEN " + member.name();
    }

    private static String found(Evidence evidence, List<String> accusers) {
        return " " + evidence + (accusers.isEmpty() ? "" : " by " + String.join(",", accusers));
    }

    private static String instance(String member, ServiceInstance instance) {
        return instance.service() + "/" + instance.id() + " on " + member;
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
