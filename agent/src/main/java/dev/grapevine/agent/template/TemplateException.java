package dev.grapevine.agent.template;

/** A template cannot be read, or not be rendered. The message says in which file and line, and what is wrong. */
public final class TemplateException extends Exception {
    private static final long serialVersionUID = 1;

    public TemplateException(String message) {
        super(message);
    }
}
