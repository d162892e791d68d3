package dev.grapevine.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Counters of the operating system: traffic of the loopback interface, with headers and acknowledgements, and processor
 * time of this process in milliseconds. Linux only.
 */
record Gauges(long nanos, double bytes, double packets, double datagrams, double segments, double cpu) {

    private static final int SENT_BYTES = 9;
    private static final int SENT_PACKETS = 10;
    private static final double PAGE_KIB = 4;
    private static final int THOROUGH = 4;

    static Gauges read() throws IOException {
        String[] loopback = fieldsOf("/proc/net/dev", "lo:", 0);
        return new Gauges(
                System.nanoTime(),
                Double.parseDouble(loopback[SENT_BYTES]),
                Double.parseDouble(loopback[SENT_PACKETS]),
                snmp("Udp:", "OutDatagrams"),
                snmp("Tcp:", "OutSegs"),
                cpuMillis());
    }

    /** A counter of the network stack. A protocol's first line has the names of the columns, its second the values. */
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

    /** Processor time of this process since its start. */
    static double cpuMillis() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e6;
    }

    static double residentKib() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * PAGE_KIB;
    }

    /** The live heap. Collects four times, as only every fourth full collection of the serial collector is thorough. */
    static double heapKib() throws InterruptedException {
        System.gc();
        Thread.sleep(500);
        for (int i = 0; i < THOROUGH; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0;
    }

    static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    double seconds(Gauges since) {
        return (nanos - since.nanos) / 1e9;
    }
}
