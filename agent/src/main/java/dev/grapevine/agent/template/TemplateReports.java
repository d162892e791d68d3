package dev.grapevine.agent.template;

/** Takes what people should know of templates: one line each. */
public interface TemplateReports {

    /** Something went wrong, with what is done about it. */
    void failed(String line);

    /** A file was replaced, or a command ran. */
    void done(String line);
}
