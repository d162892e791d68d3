package com.example.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.List;

/** The program: what is typed goes to all others, what they type is printed. */
public final class Chat {

    private Chat() {}

    /** Arguments: a name, a port (0 for any that is free), and the addresses of members to contact first. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            System.err.println("usage: chat NAME PORT [HOST:PORT]...");
            System.exit(2);
        }
        String name = arguments[0];
        int port = Integer.parseInt(arguments[1]);
        List<String> seeds = List.of(arguments).subList(2, arguments.length);
        BufferedReader keyboard = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));

        // At the end of the input (Ctrl-D) the room is closed, and the others read that this participant left.
        // After Ctrl-C nobody says goodbye: the others read that this participant failed.
        try (ChatRoom room = ChatRoom.enter(name, port, seeds, System.out::println)) {
            String line;
            while ((line = keyboard.readLine()) != null) {
                room.say(line);
            }
        }
    }
}
