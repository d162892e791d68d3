package dev.grapevine.agent.config;

/** A member name for a member that was given none. */
final class NodeNames {

    private static final int SUFFIX = 4;

    private NodeNames() {}

    /** The host name as far as it is a member name, with a random ending so that two agents of one host differ. */
    static String generate(Machine machine) {
        String name = machine.hostName().replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[-._]+|[-._]+$", "");
        if (name.isEmpty() || name.equals("localhost")) {
            name = "node";
        }
        int longest = 64 - SUFFIX - 1;
        return name.substring(0, Math.min(name.length(), longest)) + "-" + machine.random(SUFFIX);
    }
}
