package dev.grapevine.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No input costs more than linear time on the protocol thread. The cost is counted in steps, so that no machine changes it. */
class LinearCostTest {

    private static final int AMOUNT = 1_500;
    private static final int TIMES = 4;

    /** Sorting costs a little more than linear; a quadratic cost would be {@link #TIMES} squared, 16. */
    private static final double MOST_TIMES = 1.5 * TIMES;

    /** What the peer does anyhow in this time. */
    private static final long ANYHOW = 100_000;

    private static final long WITHOUT_END = 2_000_000_000L;

    private static long steps(Class<?> program, Object argument, int amount) throws Exception {
        IntConsumer run = (IntConsumer) new StepCountingLoader()
                .loadClass(program.getName())
                .getConstructor(argument.getClass())
                .newInstance(argument);
        Steps.begin(WITHOUT_END);
        run.accept(amount);
        return Steps.count();
    }

    @ParameterizedTest
    @EnumSource
    void four_times_the_input_costs_about_four_times_as_much(Flood flood) throws Exception {
        long few = steps(FloodCost.class, flood.name(), AMOUNT);
        long many = steps(FloodCost.class, flood.name(), TIMES * AMOUNT);

        assertThat(many)
                .as("%d inputs cost %d steps, %d inputs", AMOUNT, few, TIMES * AMOUNT)
                .isLessThan((long) (MOST_TIMES * few) + ANYHOW);
    }

    /** Canaries: costs that are not linear must be seen. */
    public static final class Quadratic implements IntConsumer {
        private final String way;

        public Quadratic(String way) {
            this.way = way;
        }

        @Override
        public void accept(int amount) {
            int found = switch (way) {
                case "loops" -> loops(amount);
                case "copies" -> copies(amount);
                default -> searches(amount);
            };
            assertThat(found).isNotNegative();
        }

        private static int loops(int amount) {
            int turns = 0;
            for (int i = 0; i < amount; i++) {
                for (int j = 0; j < i; j++) {
                    turns = (turns + 1) % 1_000;
                }
            }
            return turns;
        }

        private static int copies(int amount) {
            int[] array = new int[0];
            for (int i = 0; i < amount; i++) {
                array = Arrays.copyOf(array, i + 1);
            }
            return array.length;
        }

        private static int searches(int amount) {
            List<Integer> seen = new ArrayList<>();
            for (int i = 0; i < amount; i++) {
                if (!seen.contains(i)) {
                    seen.add(i);
                }
            }
            return seen.size();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"loops", "copies", "searches"})
    void a_cost_that_grows_with_the_square_is_seen(String way) throws Exception {
        long few = steps(Quadratic.class, way, AMOUNT);
        long many = steps(Quadratic.class, way, TIMES * AMOUNT);
        assertThat(many).isGreaterThan((long) (MOST_TIMES * few) + ANYHOW);
    }

    @Test
    void the_same_input_costs_the_same_each_time() throws Exception {
        assertThat(steps(FloodCost.class, "NEW_MEMBERS", 50)).isEqualTo(steps(FloodCost.class, "NEW_MEMBERS", 50));
    }
}
