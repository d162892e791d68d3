package dev.grapevine.sim.measure;

import dev.grapevine.sim.figures.Dissemination;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.figures.NewsKind;
import dev.grapevine.sim.figures.NewsSpread;
import dev.grapevine.sim.figures.Samples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The news of a run: the latest about each member, which is still spreading, and the sums of what was before. */
final class NewsStatistics {

    /** How many pieces of news about one member are followed at a time. */
    private static final int LATEST = 4;

    private static final int POINTS = 100 / Dissemination.STEP + 1;
    private static final long THOUSAND = 1_000;

    private static final class Sum {
        private final Samples half = new Samples();
        private final Samples most = new Samples();
        private final Samples all = new Samples();
        private final Samples rounds = new Samples();
        private final Samples messages = new Samples();
        private final List<Samples> curve = new ArrayList<>();
        private int count;
        private int complete;

        Sum() {
            for (int i = 0; i < POINTS; i++) {
                curve.add(new Samples());
            }
        }

        void add(OpenNews news, NewsSpread spread) {
            count++;
            Long half50 = spread.half();
            Long most99 = spread.most();
            Long all100 = spread.all();
            if (half50 == null || most99 == null || all100 == null) {
                return;
            }
            complete++;
            half.add(half50);
            most.add(most99);
            all.add(all100);
            rounds.add(spread.rounds());
            messages.add(spread.messages() * THOUSAND / spread.audience());
            for (int i = 0; i < POINTS; i++) {
                Long until = news.spread.until(i * Dissemination.STEP);
                curve.get(i).add(until == null ? all100 : until);
            }
        }

        Dissemination dissemination(NewsKind news) {
            return new Dissemination(
                    news,
                    count,
                    complete,
                    half.distribution(),
                    most.distribution(),
                    all.distribution(),
                    rounds.distribution(),
                    messages.distribution(),
                    curve.stream().map(Samples::distribution).toList());
        }
    }

    private record Numbered(int number, NewsSpread spread) {}

    private final List<Numbered> spreads = new ArrayList<>();
    private final Map<NewsKind, Sum> sums = new EnumMap<>(NewsKind.class);
    private int begun;

    /** The latest open news about a member with this key; null if there is none. */
    static @Nullable OpenNews find(TrackedMember member, OpenNews.Key key) {
        OpenNews found = null;
        for (OpenNews news : member.news) {
            if (news.is(key)) {
                found = news;
            }
        }
        return found;
    }

    OpenNews begin(TrackedMember member, OpenNews.Key key, long at, SpreadTracker spread) {
        OpenNews news = new OpenNews(begun++, at, key, member, spread);
        member.news.addLast(news);
        if (member.news.size() > LATEST) {
            close(member.news.removeFirst());
        }
        return news;
    }

    private void close(OpenNews news) {
        NewsSpread spread = news.close();
        sums.computeIfAbsent(news.kind, key -> new Sum()).add(news, spread);
        if (news.number < Figures.SPREADS) {
            spreads.add(new Numbered(news.number, spread));
        }
    }

    /** Closes all news that are still open. */
    void close(Iterable<TrackedMember> members) {
        for (TrackedMember member : members) {
            member.news.forEach(this::close);
            member.news.clear();
        }
    }

    List<NewsSpread> spreads() {
        return spreads.stream()
                .sorted(Comparator.comparingInt(Numbered::number))
                .map(Numbered::spread)
                .toList();
    }

    List<Dissemination> dissemination() {
        List<Dissemination> all = new ArrayList<>();
        sums.forEach((news, sum) -> all.add(sum.dissemination(news)));
        return all;
    }
}
