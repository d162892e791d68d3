/** A chat without a server. */
module com.example.chat {
    requires dev.grapevine.cluster;
}
