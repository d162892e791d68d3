package dev.grapevine.sim.invariant;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For each process, the last record of each member that it reported. Records are shared, so each costs one reference. */
final class ReportedViews {

    /** What one process reported. */
    private static final class ReportedView {
        private @Nullable MemberRecord[] records = new MemberRecord[16];
        private @Nullable MemberRecord own;
        private int count;
    }

    /** By the index of the host that the process runs on. */
    private @Nullable ReportedView[] views = new ReportedView[16];

    private final Map<String, Integer> numbers = new HashMap<>();
    private List<MemberRecord> settledRecords = List.of();
    private @Nullable MemberRecord[] settledView = {};

    /** The index of a name in the records of each view: in the order in which names were first met. */
    private int number(String member) {
        return numbers.computeIfAbsent(member, name -> numbers.size());
    }

    private ReportedView view(Process process) {
        int index = process.host().index();
        if (index >= views.length) {
            views = Arrays.copyOf(views, Math.max(index + 1, 2 * views.length));
        }
        ReportedView view = views[index];
        if (view == null) {
            view = new ReportedView();
            views[index] = view;
        }
        return view;
    }

    /** Stores a process's own record, and tells whether it changed. */
    boolean ownChanged(Process process, MemberRecord own) {
        ReportedView view = view(process);
        boolean changed = view.own != own;
        view.own = own;
        return changed;
    }

    @Nullable MemberRecord get(Process process, String member) {
        ReportedView view = view(process);
        int index = number(member);
        return index < view.records.length ? view.records[index] : null;
    }

    /** Stores a record that a process holds, and returns the one that it held before. */
    @Nullable MemberRecord replace(Process process, MemberRecord record) {
        return put(process, record.name(), record);
    }

    /**
     * A process starts with these records in its view.
     *
     * @param records the same list for all processes that start settled
     */
    void start(Process process, List<MemberRecord> records) {
        if (records != settledRecords) {
            records.forEach(record -> number(record.name()));
            settledView = new MemberRecord[numbers.size()];
            records.forEach(record -> settledView[number(record.name())] = record);
            settledRecords = records;
        }
        ReportedView view = view(process);
        view.records = settledView.clone();
        int own = number(process.host().name());
        if (own < view.records.length) {
            view.records[own] = null;
        }
        view.count = records.size() - 1;
    }

    void forget(Process process, String member) {
        put(process, member, null);
    }

    private @Nullable MemberRecord put(Process process, String member, @Nullable MemberRecord record) {
        ReportedView view = view(process);
        int index = number(member);
        if (index >= view.records.length) {
            view.records = Arrays.copyOf(view.records, Math.max(index + 1, 2 * view.records.length));
        }
        MemberRecord before = view.records[index];
        view.records[index] = record;
        view.count += (record == null ? 0 : 1) - (before == null ? 0 : 1);
        return before;
    }

    int count(Process process) {
        return view(process).count;
    }

    List<String> names(Process process) {
        List<String> names = new ArrayList<>();
        for (MemberRecord record : view(process).records) {
            if (record != null) {
                names.add(record.name());
            }
        }
        return names;
    }

    /** A process has ended. */
    void drop(Process process) {
        views[process.host().index()] = null;
    }
}
