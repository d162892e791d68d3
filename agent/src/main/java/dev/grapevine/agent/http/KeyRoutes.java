package dev.grapevine.agent.http;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.api.KeyChangeInfo;
import dev.grapevine.agent.api.KeyInfo;
import dev.grapevine.agent.api.KeyRequest;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterKeys;
import dev.grapevine.model.KeyRefusedException;
import dev.grapevine.model.KeyRotation;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The keys of the cluster. No answer and no error ever has a key in it. */
final class KeyRoutes {

    private static final String LIST_THEM = "GET /v1/keys lists the keys";

    private final Cluster cluster;
    private final HttpResponses responses;

    KeyRoutes(Cluster cluster, HttpResponses responses) {
        this.cluster = cluster;
        this.responses = responses;
    }

    List<Route> routes() {
        return List.of(
                Route.read("/v1/keys", this::list),
                Route.operate(HandlerType.POST, "/v1/keys", this::change),
                Route.operate(HandlerType.DELETE, "/v1/keys/{id}", this::remove));
    }

    private void list(Context context) {
        new ApiRequest(context);
        responses.list(
                context,
                KeyInfo.class,
                cluster.keys().list().stream().map(KeyInfo::of).toList());
    }

    private void change(Context context) {
        KeyRequest request = new ApiRequest(context).body(KeyRequest.class);
        KeyRotation changed = explained(() -> switch (request.action()) {
            case "install" -> done(install(request.key()));
            case "use" -> {
                String id = Optional.ofNullable(request.id())
                        .orElseThrow(() -> ApiException.badRequest("id is missing", LIST_THEM));
                cluster.keys().use(id, request.forced());
                yield done(id);
            }
            case "rotate" -> cluster.keys().rotate(request.id(), request.forced());
            default ->
                throw ApiException.badRequest(
                        "found action \"" + request.action() + "\", expected install, use or rotate", "");
        });
        responses.json(context, new KeyChangeInfo(changed.id(), EnumNames.of(changed.step()), changed.waitingFor()));
    }

    private static KeyRotation done(String id) {
        return new KeyRotation(id, KeyRotation.Step.DONE, List.of());
    }

    private String install(@Nullable String base64) {
        byte[] key = base64 == null ? ClusterKeys.generate() : decoded(base64);
        try {
            return cluster.keys().install(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] decoded(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException notBase64) {
            throw ApiException.badRequest(
                    "key is not base64", "send base64 of 32 bytes, as grapevine keygen prints it");
        }
        if (key.length != ClusterKeys.LENGTH) {
            throw ApiException.badRequest(
                    "key has " + key.length + " bytes, expected " + ClusterKeys.LENGTH,
                    "send base64 of 32 bytes, as grapevine keygen prints it");
        }
        return key;
    }

    private void remove(Context context) {
        boolean force = new ApiRequest(context, "force").flag("force");
        String id = context.pathParam("id");
        explained(() -> {
            cluster.keys().remove(id, force);
            return id;
        });
        context.status(204);
    }

    private static <T> T explained(Supplier<T> change) {
        try {
            return change.get();
        } catch (KeyRefusedException refused) {
            String text = String.valueOf(refused.getMessage());
            int remedy = text.indexOf("; ");
            throw remedy < 0
                    ? ApiException.conflict(text, LIST_THEM)
                    : ApiException.conflict(text.substring(0, remedy), text.substring(remedy + 2));
        } catch (IllegalArgumentException malformed) {
            throw ApiException.badRequest(String.valueOf(malformed.getMessage()), LIST_THEM);
        }
    }
}
