package dev.grapevine.sim.invariant;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last record of each member that each process told of. Records are shared, so that a pair costs one reference. */
final class ReportedViews {

    /** What one process told. */
    private static final class Row {
        private @Nullable MemberRecord[] records = new MemberRecord[16];
        private @Nullable MemberRecord own;
        private int count;
    }

    private final World world;
    /** By index of the host that the process runs on. */
    private @Nullable Row[] rows = new Row[16];

    private List<MemberRecord> settlement = List.of();
    private @Nullable MemberRecord[] settled = {};

    ReportedViews(World world) {
        this.world = world;
    }

    private Row row(Process process) {
        int index = process.host().index();
        if (index >= rows.length) {
            rows = Arrays.copyOf(rows, Math.max(index + 1, 2 * rows.length));
        }
        Row row = rows[index];
        if (row == null) {
            row = new Row();
            rows[index] = row;
        }
        return row;
    }

    /** Notes a process's record of itself; whether it is another than before. */
    boolean ownChanged(Process process, MemberRecord own) {
        Row row = row(process);
        boolean changed = row.own != own;
        row.own = own;
        return changed;
    }

    @Nullable MemberRecord get(Process process, String member) {
        Row row = row(process);
        int index = world.host(member).index();
        return index < row.records.length ? row.records[index] : null;
    }

    /** Notes a record that a process holds; returns the one that it held before. */
    @Nullable MemberRecord replace(Process process, MemberRecord record) {
        return put(process, record.name(), record);
    }

    /**
     * A process begins with these records.
     *
     * @param records the same list for all that settle together
     */
    void settle(Process process, List<MemberRecord> records) {
        if (records != settlement) {
            settled = new MemberRecord[world.hosts().size()];
            records.forEach(record -> settled[world.host(record.name()).index()] = record);
            settlement = records;
        }
        Row row = row(process);
        row.records = settled.clone();
        row.records[process.host().index()] = null;
        row.count = records.size() - 1;
    }

    void forget(Process process, String member) {
        put(process, member, null);
    }

    private @Nullable MemberRecord put(Process process, String member, @Nullable MemberRecord record) {
        Row row = row(process);
        int index = world.host(member).index();
        if (index >= row.records.length) {
            row.records = Arrays.copyOf(row.records, Math.max(world.hosts().size(), 2 * row.records.length));
        }
        MemberRecord before = row.records[index];
        row.records[index] = record;
        row.count += (record == null ? 0 : 1) - (before == null ? 0 : 1);
        return before;
    }

    int count(Process process) {
        return row(process).count;
    }

    List<String> names(Process process) {
        List<String> names = new ArrayList<>();
        for (MemberRecord record : row(process).records) {
            if (record != null) {
                names.add(record.name());
            }
        }
        return names;
    }

    /** A process has ended. */
    void drop(Process process) {
        rows[process.host().index()] = null;
    }
}
