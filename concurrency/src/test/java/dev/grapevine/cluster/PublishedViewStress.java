package dev.grapevine.cluster;

import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Whether a reader can see a view that is half built. The views are handed over in a plain field, which is harder than in
 * the volatile one of {@link ViewPublisher}: only what the view itself guarantees keeps it whole.
 */
final class PublishedViewStress {

    private static final int NONE = 0;
    private static final int WHOLE = 1;
    private static final int HALF_BUILT = 2;

    private PublishedViewStress() {}

    private static Member member(boolean local) {
        return new Member(
                local ? "m1" : "m2",
                1,
                1,
                Status.ALIVE,
                List.of(),
                "",
                Set.of(),
                Map.of(),
                Instant.EPOCH,
                local,
                false,
                false);
    }

    private static final Member SELF = member(true);
    private static final Member OTHER = member(false);
    private static final ServiceInstance WEB =
            ServiceInstance.named("web").port(8080).build();

    /** The view of the library. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not published yet")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "whole")
    @Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "half built")
    @State
    public static class Views {
        private @Nullable PublishedView view;

        @Actor
        public void publish() {
            view = PublishedView.of(SELF, 1)
                    .with(List.of(new PublishedView.Update("m2", OTHER, List.of(WEB))), Set.of(), 2);
        }

        @Actor
        public void read(I_Result result) {
            PublishedView seen = view;
            result.r1 = seen == null ? NONE : isWhole(seen) ? WHOLE : HALF_BUILT;
        }

        private static boolean isWhole(PublishedView seen) {
            try {
                List<Instance> web = seen.ready("web").any();
                return seen.self() == SELF
                        && seen.liveId() == 2
                        && seen.own().isEmpty()
                        && seen.members().equals(List.of(SELF, OTHER))
                        && web.size() == 1
                        && web.get(0).member() == OTHER
                        && web.get(0).service() == WEB
                        && seen.instances().equals(web);
            } catch (RuntimeException e) {
                return false;
            }
        }
    }

    /** A broken twin, which is filled after it was published. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not published yet")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "whole")
    @Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "half built")
    @State
    public static class Canary {
        private volatile @Nullable List<Member> view;

        @Actor
        public void publish() {
            List<Member> members = new ArrayList<>(List.of(SELF));
            view = members;
            members.add(OTHER);
        }

        @Actor
        public void read(I_Result result) {
            List<Member> seen = view;
            result.r1 = seen == null ? NONE : seen.size() == 2 ? WHOLE : HALF_BUILT;
        }
    }
}
