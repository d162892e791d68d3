package dev.grapevine.agent.http;

import dev.grapevine.agent.api.JsonCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Writes problem documents for requests that the server itself refuses, before a handler sees them. */
final class JettyErrorHandler extends ErrorHandler {

    private final JsonCodec codec = JsonCodec.lenient();

    /** By default, there is none for PUT and DELETE. */
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String detail = switch (code) {
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, HttpStatus.URI_TOO_LONG_414 ->
                "the request line and headers are longer than " + HttpLimits.HEADER_BYTES + " bytes";
            default -> message == null ? HttpStatus.getMessage(code) : message;
        };
        String body = codec.write(HttpResponses.of(
                code,
                HttpStatus.getMessage(code),
                detail,
                "",
                request.getHttpURI().getPath()));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, HttpResponses.PROBLEM);
        response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
