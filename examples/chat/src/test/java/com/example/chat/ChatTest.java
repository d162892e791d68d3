package com.example.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatTest {

    @Test
    void three_participants_talk_until_one_is_killed_and_one_leaves() throws Exception {
        Screen aliceSees = new Screen();
        Screen bobSees = new Screen();
        try (ChatRoom alice = ChatRoom.enter("alice", 0, List.of(), aliceSees);
                ChatRoom bob = ChatRoom.enter("bob", 0, List.of(alice.address()), bobSees)) {
            Screen carolSees = new Screen();
            Process carol = start("carol", alice.address(), carolSees);
            try (Writer carolTypes = carol.outputWriter(StandardCharsets.UTF_8)) {
                aliceSees.await("* bob is here");
                aliceSees.await("* carol is here");
                bobSees.await("* alice is here");
                bobSees.await("* carol is here");
                carolSees.await("* alice is here");
                carolSees.await("* bob is here");

                alice.say("hello");
                bobSees.await("alice: hello");
                carolSees.await("alice: hello");

                carolTypes.write("hello, alice\n");
                carolTypes.flush();
                aliceSees.await("carol: hello, alice");
                bobSees.await("carol: hello, alice");

                carol.destroyForcibly().waitFor();
                aliceSees.await("* carol failed");
                bobSees.await("* carol failed");
                alice.say("carol?");
                bobSees.await("alice: carol?");
            } finally {
                carol.destroyForcibly();
            }

            bob.close();
            aliceSees.await("* bob left");
        }
    }

    /** Starts the program as a person would: in its own process, and as a Java module. */
    private static Process start(String name, String seed, Screen screen) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-p",
                        System.getProperty("jdk.module.path"),
                        "-m",
                        "com.example.chat/com.example.chat.Chat",
                        name,
                        "0",
                        seed)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread reader = new Thread(
                () -> new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                        .lines()
                        .forEach(screen));
        reader.setDaemon(true);
        reader.start();
        return process;
    }
}
