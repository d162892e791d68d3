package dev.grapevine.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the system has counted so far: traffic of the loopback interface (headers and acknowledgements included) and
 * processor time of this process. Linux only.
 */
record Gauges(long nanos, double bytes, double packets, double datagrams, double segments, double cpuMillis) {

    private static final int SENT_BYTES = 9;
    private static final int SENT_PACKETS = 10;
    private static final double PAGE_KIB = 4;

    static Gauges read() throws IOException {
        String[] loopback = fieldsOf("/proc/net/dev", "lo:", 0);
        return new Gauges(
                System.nanoTime(),
                Double.parseDouble(loopback[SENT_BYTES]),
                Double.parseDouble(loopback[SENT_PACKETS]),
                snmp("Udp:", "OutDatagrams"),
                snmp("Tcp:", "OutSegs"),
                system().getProcessCpuTime() / 1e6);
    }

    /** A counter of the network stack: the column's name is in the first line of a protocol, its value in the second. */
    private static double snmp(String protocol, String counter) throws IOException {
        List<String> names = List.of(fieldsOf("/proc/net/snmp", protocol, 0));
        return Double.parseDouble(fieldsOf("/proc/net/snmp", protocol, 1)[names.indexOf(counter)]);
    }

    private static String[] fieldsOf(String file, String first, int occurrence) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(fields -> fields[0].equals(first))
                .skip(occurrence)
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has no line " + first));
    }

    private static OperatingSystemMXBean system() {
        return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }

    static double residentKib() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * PAGE_KIB;
    }

    /** After a collection. */
    static double heapKib() throws InterruptedException {
        System.gc();
        Thread.sleep(500);
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0;
    }

    static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    double seconds(Gauges since) {
        return (nanos - since.nanos) / 1e9;
    }
}
