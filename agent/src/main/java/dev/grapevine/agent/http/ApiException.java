package dev.grapevine.agent.http;

/** A request cannot be served. Becomes a problem document. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String title;
    private final String detail;
    private final String remedy;

    /**
     * @param title what is wrong, in general
     * @param detail what is wrong in this case, and why
     * @param remedy what to do about it, or empty
     */
    ApiException(int status, String title, String detail, String remedy) {
        super(title + ": " + detail, null, false, false);
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.remedy = remedy;
    }

    static ApiException badRequest(String detail, String remedy) {
        return new ApiException(400, "Bad request", detail, remedy);
    }

    static ApiException notFound(String detail, String remedy) {
        return new ApiException(404, "Not found", detail, remedy);
    }

    static ApiException conflict(String detail, String remedy) {
        return new ApiException(409, "Conflict", detail, remedy);
    }

    static ApiException busy(String detail, String remedy) {
        return new ApiException(503, "Too busy", detail, remedy);
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String detail() {
        return detail;
    }

    String remedy() {
        return remedy;
    }
}
