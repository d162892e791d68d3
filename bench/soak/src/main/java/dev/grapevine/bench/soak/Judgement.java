package dev.grapevine.bench.soak;

/** What was found of one property. */
record Judgement(boolean holds, String text) {
    @Override
    public String toString() {
        return (holds ? "ok    " : "FAULT ") + text;
    }
}
