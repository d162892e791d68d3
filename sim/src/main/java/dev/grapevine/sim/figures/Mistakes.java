package dev.grapevine.sim.figures;

/**
 * Wrong beliefs about members that ran. Immutable.
 *
 * @param suspected suspicions, counted once for each observer
 * @param declared verdicts, counted once for each observer: the false deaths
 * @param members how many members were declared dead by at least one observer, counted once for each incarnation
 * @param recovered suspicions and verdicts that were taken back
 * @param suspicion how long those that remained suspicions lasted at each observer, in nanoseconds
 * @param death how long members that were declared dead stayed so at each observer, from the verdict, in nanoseconds
 */
public record Mistakes(
        long suspected,
        long declared,
        int members,
        long recovered,
        SampleDistribution suspicion,
        SampleDistribution death) {}
