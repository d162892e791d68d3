package dev.grapevine.cluster.net;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** A program that opens the two sockets of a member and prints their port, but neither accepts nor reads. */
final class SilentListener {

    private SilentListener() {}

    public static void main(String[] arguments) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket(0, 16, loopback);
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()))) {
            System.out.println(udp.getLocalPort());
            System.in.read(); // until the process that started it ends
        }
    }
}
