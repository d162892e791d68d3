package dev.grapevine.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Merging is a join: commutative, associative, idempotent. Every order of delivery ends in the same view. */
class ViewMergeTest {

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void every_order_of_the_same_records_ends_in_the_same_view(int seed) {
        Random random = new Random(seed);
        List<MemberRecord> records = someRecords(random, 5, 2);
        String expected = fingerprint(merged(records));
        for (List<MemberRecord> order : permutations(records)) {
            assertThat(fingerprint(merged(order))).as("%s", order).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void long_histories_with_repetitions_end_in_the_same_view(int seed) {
        Random random = new Random(seed);
        List<MemberRecord> records = someRecords(random, 200, 12);
        String expected = fingerprint(merged(records));
        for (int i = 0; i < 10; i++) {
            List<MemberRecord> delivered = new ArrayList<>(records);
            IntStream.range(0, 60).forEach(n -> delivered.add(records.get(random.nextInt(records.size()))));
            Collections.shuffle(delivered, random);
            assertThat(fingerprint(merged(delivered))).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void views_that_tell_each_other_everything_are_equal(int seed) {
        Random random = new Random(seed);
        View left = merged(someRecords(random, 30, 8));
        View right = merged(someRecords(random, 30, 8));
        List<MemberRecord> ofLeft = records(left);
        records(right).forEach(record -> left.merge(record, 1));
        ofLeft.forEach(record -> right.merge(record, 1));

        assertThat(fingerprint(left)).isEqualTo(fingerprint(right));
        records(left).forEach(record -> assertThat(left.merge(record, 2)).isNull());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void hashes_and_counts_kept_at_each_change_equal_those_of_a_view_made_anew(int seed) {
        Random random = new Random(seed);
        View view = new View(3);
        for (int step = 0; step < 400; step++) {
            MemberEntry any = view.entries().isEmpty()
                    ? null
                    : view.rings().all().get(random.nextInt(view.entries().size()));
            int what = random.nextInt(10);
            if (any != null && what == 0) {
                view.forget(List.of(any));
            } else if (any != null && what < 3) {
                view.held(any, any.heldVersion() + random.nextInt(3));
            } else {
                view.merge(someRecord(random, 12), step);
            }
            View anew = copy(view);
            assertThat(view.hash()).isEqualTo(anew.hash());
            assertThat(view.bucketHashes()).isEqualTo(anew.bucketHashes());
            assertThat(view.liveId()).isEqualTo(anew.liveId());
            for (Status status : Status.values()) {
                assertThat(view.count(status)).isEqualTo(anew.count(status)).isEqualTo((int) view.entries().stream()
                        .filter(entry -> entry.status() == status)
                        .count());
            }
            assertThat(view.rings().all()).hasSameSizeAs(view.entries());
            assertThat(sum(view)).isEqualTo((int) view.hash());
        }
    }

    /** A fact as it is told: a record, perhaps with the mark that it is forgotten. */
    private record Told(MemberRecord record, boolean forgotten) {
        void mergeInto(View view) {
            view.merge(record, 0);
            MemberEntry entry = view.get(record.name());
            if (forgotten
                    && !record.status().live()
                    && entry != null
                    && entry.record().generation() == record.generation()) {
                view.markForgotten(entry, record.incarnation());
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void marks_of_forgotten_members_end_the_same_in_every_order_with_repetitions(int seed) {
        Random random = new Random(seed);
        List<Told> told = new ArrayList<>();
        someRecords(random, 60, 3).forEach(record -> told.add(new Told(record, random.nextInt(3) == 0)));
        String expected = forgotten(told);
        for (int i = 0; i < 20; i++) {
            List<Told> delivered = new ArrayList<>(told);
            IntStream.range(0, 30).forEach(n -> delivered.add(told.get(random.nextInt(told.size()))));
            Collections.shuffle(delivered, random);
            assertThat(forgotten(delivered)).isEqualTo(expected);
        }
    }

    private static String forgotten(List<Told> told) {
        View view = new View(3);
        told.forEach(fact -> fact.mergeInto(view));
        Map<String, String> sorted = new TreeMap<>();
        view.entries().forEach(entry -> sorted.put(entry.name(), entry.record() + " " + entry.forgotten()));
        return sorted.toString();
    }

    /** The buckets' low halves add up to the low half of the hash, since all are sums. */
    private static int sum(View view) {
        return Arrays.stream(view.bucketHashes()).sum();
    }

    private static View copy(View view) {
        View copy = new View(3);
        List<MemberEntry> entries = new ArrayList<>(view.entries());
        Collections.reverse(entries);
        for (MemberEntry entry : entries) {
            MemberEntry copied = Samples.put(copy, entry.record(), 0);
            copy.held(copied, entry.heldVersion());
        }
        return copy;
    }

    private static View merged(List<MemberRecord> records) {
        View view = new View(3);
        records.forEach(record -> view.merge(record, 0));
        return view;
    }

    private static List<MemberRecord> records(View view) {
        return view.entries().stream().map(MemberEntry::record).toList();
    }

    private static String fingerprint(View view) {
        Map<String, MemberRecord> sorted = new TreeMap<>();
        records(view).forEach(record -> sorted.put(record.name(), record));
        String counts = Arrays.stream(Status.values())
                .map(status -> status + "=" + view.count(status))
                .toList()
                .toString();
        long[] hashes = LongStream.of(view.hash(), view.liveId()).toArray();
        return sorted.values() + counts + Arrays.toString(hashes) + Arrays.hashCode(view.bucketHashes());
    }

    private static List<MemberRecord> someRecords(Random random, int count, int names) {
        List<MemberRecord> records = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> records.add(someRecord(random, names)));
        return records;
    }

    private static MemberRecord someRecord(Random random, int names) {
        return new MemberRecord(
                "m" + random.nextInt(names),
                random.nextInt(3) - 1,
                random.nextInt(3),
                Status.values()[random.nextInt(4)],
                random.nextInt(4) == 0 ? List.of() : List.of(Samples.address(random.nextInt(3))),
                random.nextInt(4) == 0 ? "zone" : "",
                1,
                1,
                1_000,
                random.nextInt(5));
    }

    private static List<List<MemberRecord>> permutations(List<MemberRecord> records) {
        if (records.isEmpty()) {
            return List.of(List.of());
        }
        List<List<MemberRecord>> all = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            List<MemberRecord> rest = new ArrayList<>(records);
            MemberRecord first = rest.remove(i);
            for (List<MemberRecord> tail : permutations(rest)) {
                List<MemberRecord> one = new ArrayList<>();
                one.add(first);
                one.addAll(tail);
                all.add(one);
            }
        }
        return all;
    }
}
