package dev.grapevine.agent.cli;

/** Sample responses of an agent. */
final class SampleInfos {

    private SampleInfos() {}

    static String member(String name, String status) {
        return """
                {"name":"%s","generation":"1","incarnation":2,"status":"%s","addresses":["127.0.0.1:7700"],"zone":"","tags":[],\
                "metadata":{},"since":"2026-01-01T00:00:00Z","local":%s,"unstable":false,"degraded":false}""".formatted(name, status, name.equals("node1"));
    }

    static String instance(String service, String id, String member, String health) {
        return """
                {"service":"%s","id":"%s","member":"%s","memberStatus":"alive","host":"127.0.0.1","port":8080,"address":"",\
                "tags":["v2"],"metadata":{},"weight":1,"health":"%s","output":"","state":"up","since":"2026-01-01T00:00:00Z",\
                "discoverable":true,"unstable":false}""".formatted(service, id, member, health);
    }

    static String service(String name, String tag, String... members) {
        return """
                {"name":"%s","instances":%d,"discoverable":1,"passing":1,"warning":0,"critical":0,"tags":["%s"],"members":["%s"]}""".formatted(name, members.length, tag, String.join("\",\"", members));
    }

    static String self(String name) {
        return """
                {"member":%s,"cluster":"grapevine","profile":"lan","version":"1","gossip":"127.0.0.1:7700",\
                "http":"127.0.0.1:8500","pid":1,"startedAt":"2026-01-01T00:00:00Z","uptimeSeconds":61.5,"ready":true,"expect":1,\
                "healthScore":0,"encryption":{"mode":"send","keys":["0011223344556677","8899aabbccddeeff"]}}""".formatted(member(name, "alive"));
    }

    static String stats(int agreeing, int compared) {
        return """
                {"members":{"alive":3},"viewHash":"00ff","agreement":%s,"agreeing":%d,"compared":%d,"healthScore":0,"rumors":0,\
                "services":{},"probes":{"sent":5},"suspicions":{},"refutations":0,"falseDeaths":0,"syncs":{},"packetsSent":{},\
                "packetsReceived":{},"stalls":0,"stallSeconds":0,"quality":%s,"traffic":{"udpPacketsSent":3,"udpBytesSent":120,\
                "udpPacketsReceived":4,"udpBytesReceived":130,"tcpBytesSent":0,"tcpBytesReceived":0,"sendErrors":0,"dropped":{}},\
                "http":{"streams":0,"parked":0}}""".formatted((double) agreeing / compared, agreeing, compared, quality());
    }

    private static String quality() {
        String none = durations(0, 0, 0, 0, 0);
        return """
                {"roundTrips":%s,"detections":{"refused":%s,"silent":%s},"falseSuspicions":%s,"falseDeaths":%s,\
                "rumorAges":%s,"agreements":%s}""".formatted(
                        durations(90, 0.0004, 0.0003, 0.002, 0.0015),
                        durations(2, 0.02, 0.02, 0.03, 0.025),
                        durations(1, 6.1, 7, 7, 6.1),
                        durations(3, 0.25, 0.2, 0.3, 0.3),
                        none,
                        none,
                        none);
    }

    private static String durations(long count, double mean, double median, double p99, double max) {
        return """
                {"count":%d,"meanSeconds":%s,"medianSeconds":%s,"p99Seconds":%s,"maxSeconds":%s}""".formatted(count, mean, median, p99, max);
    }
}
