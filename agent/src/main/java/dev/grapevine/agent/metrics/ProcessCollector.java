package dev.grapevine.agent.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;

/** The metrics of the process, under the names that dashboards for JVMs expect. */
final class ProcessCollector implements MultiCollector {

    @Override
    public MetricSnapshots collect() {
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(gauge(
                "process_start_time_seconds",
                "Start time of the process, in seconds since 1970.",
                ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            all.add(CounterSnapshot.builder()
                    .name("process_cpu_seconds")
                    .help("User and system CPU time.")
                    .dataPoint(CounterDataPointSnapshot.builder()
                            .value(system.getProcessCpuTime() / 1e9)
                            .build())
                    .build());
            if (system instanceof UnixOperatingSystemMXBean unix) {
                all.add(gauge("process_open_fds", "Open file descriptors.", unix.getOpenFileDescriptorCount()));
                all.add(gauge("process_max_fds", "Allowed file descriptors.", unix.getMaxFileDescriptorCount()));
            }
        }
        all.add(gauge(
                "jvm_threads_current",
                "Threads.",
                ManagementFactory.getThreadMXBean().getThreadCount()));
        memory(all);
        all.add(collections());
        return new MetricSnapshots(all);
    }

    private static void memory(List<MetricSnapshot> all) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        all.add(GaugeSnapshot.builder()
                .name("jvm_memory_used_bytes")
                .help("Memory in use.")
                .dataPoint(area("heap", heap.getUsed()))
                .dataPoint(area("nonheap", other.getUsed()))
                .build());
        all.add(GaugeSnapshot.builder()
                .name("jvm_memory_committed_bytes")
                .help("Memory taken from the system.")
                .dataPoint(area("heap", heap.getCommitted()))
                .dataPoint(area("nonheap", other.getCommitted()))
                .build());
        if (heap.getMax() >= 0) {
            all.add(GaugeSnapshot.builder()
                    .name("jvm_memory_max_bytes")
                    .help("Maximum memory that may be used.")
                    .dataPoint(area("heap", heap.getMax()))
                    .build());
        }
    }

    private static SummarySnapshot collections() {
        SummarySnapshot.Builder summary =
                SummarySnapshot.builder().name("jvm_gc_collection_seconds").help("Garbage collections.");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            summary.dataPoint(SummaryDataPointSnapshot.builder()
                    .labels(Labels.of("gc", collector.getName()))
                    .count(Math.max(0, collector.getCollectionCount()))
                    .sum(Math.max(0, collector.getCollectionTime()) / 1e3)
                    .build());
        }
        return summary.build();
    }

    private static GaugeDataPointSnapshot area(String area, long bytes) {
        return GaugeDataPointSnapshot.builder()
                .labels(Labels.of("area", area))
                .value(bytes)
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }
}
