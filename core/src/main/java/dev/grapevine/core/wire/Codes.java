package dev.grapevine.core.wire;

import dev.grapevine.model.Evidence;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;

/**
 * The numbers that stand for enum constants on the wire. They are spelled out, so that neither a new constant nor
 * another order of the constants changes what members say to each other. A code that is unknown here comes from a newer
 * member; that message cannot be decoded, but the others in the packet can.
 */
final class Codes {

    private Codes() {}

    static int of(Status status) {
        return switch (status) {
            case ALIVE -> 0;
            case SUSPECT -> 1;
            case DEAD -> 2;
            case LEFT -> 3;
        };
    }

    static Status status(int code) throws WireFault {
        return switch (code) {
            case 0 -> Status.ALIVE;
            case 1 -> Status.SUSPECT;
            case 2 -> Status.DEAD;
            case 3 -> Status.LEFT;
            default -> throw WireFault.unknown("status");
        };
    }

    static int of(Evidence evidence) {
        return switch (evidence) {
            case NONE -> 0;
            case SILENT -> 1;
            case CLOSED -> 2;
            case REFUSED -> 3;
            case GONE -> 4;
            case FORGOTTEN -> 5;
        };
    }

    static Evidence evidence(int code) throws WireFault {
        return switch (code) {
            case 0 -> Evidence.NONE;
            case 1 -> Evidence.SILENT;
            case 2 -> Evidence.CLOSED;
            case 3 -> Evidence.REFUSED;
            case 4 -> Evidence.GONE;
            case 5 -> Evidence.FORGOTTEN;
            default -> throw WireFault.unknown("evidence");
        };
    }

    static int of(Message.Purpose purpose) {
        return switch (purpose) {
            case JOIN -> 1;
            case SYNC -> 2;
            case PROBE -> 3;
            case TETHER -> 4;
            case STATE -> 5;
            case KEYS -> 6;
        };
    }

    static Message.Purpose purpose(int code) throws WireFault {
        return switch (code) {
            case 1 -> Message.Purpose.JOIN;
            case 2 -> Message.Purpose.SYNC;
            case 3 -> Message.Purpose.PROBE;
            case 4 -> Message.Purpose.TETHER;
            case 5 -> Message.Purpose.STATE;
            case 6 -> Message.Purpose.KEYS;
            default -> throw WireFault.unknown("purpose");
        };
    }

    static int of(Message.Reason reason) {
        return switch (reason) {
            case CLUSTER -> 1;
            case PROTOCOL -> 2;
            case KEY -> 3;
            case NAME_CONFLICT -> 4;
        };
    }

    static Message.Reason reason(int code) throws WireFault {
        return switch (code) {
            case 1 -> Message.Reason.CLUSTER;
            case 2 -> Message.Reason.PROTOCOL;
            case 3 -> Message.Reason.KEY;
            case 4 -> Message.Reason.NAME_CONFLICT;
            default -> throw WireFault.unknown("reason");
        };
    }

    static int of(Health health) {
        return switch (health) {
            case PASSING -> 0;
            case WARNING -> 1;
            case CRITICAL -> 2;
        };
    }

    static Health health(int code) throws WireFault {
        return switch (code) {
            case 0 -> Health.PASSING;
            case 1 -> Health.WARNING;
            case 2 -> Health.CRITICAL;
            default -> throw WireFault.unknown("health");
        };
    }

    static int of(ServiceState state) {
        return switch (state) {
            case UP -> 0;
            case DRAINING -> 1;
            case MAINTENANCE -> 2;
        };
    }

    static ServiceState serviceState(int code) throws WireFault {
        return switch (code) {
            case 0 -> ServiceState.UP;
            case 1 -> ServiceState.DRAINING;
            case 2 -> ServiceState.MAINTENANCE;
            default -> throw WireFault.unknown("service state");
        };
    }

    static int of(Message.Claim claim) {
        return switch (claim) {
            case NONE -> 0;
            case JOINER -> 1;
            case RUNNING -> 2;
            case STAYS -> 3;
            case YIELDS -> 4;
        };
    }

    static Message.Claim claim(int code) throws WireFault {
        return switch (code) {
            case 0 -> Message.Claim.NONE;
            case 1 -> Message.Claim.JOINER;
            case 2 -> Message.Claim.RUNNING;
            case 3 -> Message.Claim.STAYS;
            case 4 -> Message.Claim.YIELDS;
            default -> throw WireFault.unknown("claim");
        };
    }

    static int of(Message.Finding finding) {
        return switch (finding) {
            case LIVES -> 0;
            case REFUSES -> 1;
            case SILENT -> 2;
            case UNKNOWN -> 3;
        };
    }

    static Message.Finding finding(int code) throws WireFault {
        return switch (code) {
            case 0 -> Message.Finding.LIVES;
            case 1 -> Message.Finding.REFUSES;
            case 2 -> Message.Finding.SILENT;
            case 3 -> Message.Finding.UNKNOWN;
            default -> throw WireFault.unknown("finding");
        };
    }
}
