package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.model.Health;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The messages of {@code grpc.health.v1.Health/Check}, which are so small that they need no library: a prefix of five
 * bytes (compressed or not, length), then {@code string service = 1} and {@code ServingStatus status = 1} in the encoding
 * of Protocol Buffers.
 */
public final class GrpcHealth {

    static final String PATH = "/grpc.health.v1.Health/Check";

    /** Bytes of a response. The real ones have two. */
    static final int MAX_BYTES = 4_096;

    private static final int PREFIX = 5;
    private static final int SERVICE_TAG = 0x0a;
    private static final int STATUS_FIELD = 1;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private static final int NOT_FOUND = 5;
    private static final int UNIMPLEMENTED = 12;

    private GrpcHealth() {}

    /** The request, with its prefix. */
    static byte[] request(String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (name.length > 0) {
            message.write(SERVICE_TAG);
            int length = name.length;
            for (; length >= 0x80; length >>>= 7) {
                message.write(length & 0x7f | 0x80);
            }
            message.write(length);
            message.writeBytes(name);
        }
        return ByteBuffer.allocate(PREFIX + message.size())
                .put((byte) 0)
                .putInt(message.size())
                .put(message.toByteArray())
                .array();
    }

    /**
     * The status in a response.
     *
     * @param response with its prefix
     * @return -1 if it is no such response
     */
    public static int status(byte[] response) {
        ByteBuffer in = ByteBuffer.wrap(response);
        if (response.length < PREFIX || in.get() != 0 || in.getInt() != response.length - PREFIX) {
            return -1;
        }
        long status = 0;
        while (in.hasRemaining()) {
            long tag = varint(in);
            int type = (int) (tag & 7);
            if (tag < 0 || tag >>> 3 == 0) {
                return -1;
            }
            long value = type == VARINT || type == BYTES ? varint(in) : type == FIXED64 ? 8 : type == FIXED32 ? 4 : -1;
            if (value < 0) {
                return -1;
            }
            if (type == VARINT) {
                status = tag >>> 3 == STATUS_FIELD ? value : status;
            } else if (value > in.remaining()) {
                return -1;
            } else {
                in.position(in.position() + (int) value);
            }
        }
        return status > Integer.MAX_VALUE ? -1 : (int) status;
    }

    /** -1 if there is none, or if it is negative. */
    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64 && in.hasRemaining(); shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value < 0 ? -1 : value;
            }
        }
        return -1;
    }

    /**
     * What a response means.
     *
     * @param service that was asked for
     * @param http status of the response
     * @param grpc value of {@code grpc-status}; null if there is none
     * @param message value of {@code grpc-message}; empty if there is none
     */
    static CheckOutcome outcome(String service, int http, @Nullable String grpc, String message, byte[] response) {
        if (http != 200) {
            return CheckOutcome.critical("HTTP " + http + ", so no gRPC is served there");
        }
        if (grpc == null || !grpc.matches("\\d{1,3}")) {
            return CheckOutcome.critical("the response has no gRPC status");
        }
        String asked = service.isEmpty() ? "the server" : "service " + service;
        int code = Integer.parseInt(grpc);
        return switch (code) {
            case 0 -> serving(asked, status(response));
            case NOT_FOUND -> CheckOutcome.critical("the server does not know " + asked);
            case UNIMPLEMENTED -> CheckOutcome.critical("the server has no health service (grpc.health.v1.Health)");
            default -> CheckOutcome.critical("gRPC status " + code + (message.isEmpty() ? "" : ": " + message));
        };
    }

    private static CheckOutcome serving(String asked, int status) {
        return switch (status) {
            case 0 -> CheckOutcome.critical(asked + " is UNKNOWN");
            case 1 -> new CheckOutcome(Health.PASSING, asked + " is SERVING");
            case 2 -> CheckOutcome.critical(asked + " is NOT_SERVING");
            case 3 -> CheckOutcome.critical(asked + " is SERVICE_UNKNOWN");
            default -> CheckOutcome.critical("the response is none of the health service");
        };
    }
}
