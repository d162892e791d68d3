package dev.grapevine.sim.operation;

import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.ServiceInstance;
import java.util.List;
import java.util.Set;

/**
 * The cluster that operations act on, with its hosts and its network. An operation that does not apply, such as the crash of
 * a process that does not run, does nothing; so any subset of a list of operations can be played. Durations are in
 * nanoseconds.
 */
public interface OperationTarget {

    // ---- processes

    void start(ProcessOperation.Start start);

    void restart(ProcessOperation.Restart restart);

    void crash(String member);

    void hang(String member);

    void pause(String member, long duration);

    void resume(String member);

    // ---- requests of their users

    void leave(String member);

    void join(String member, List<String> seeds);

    void forget(String member, String gone);

    void register(String member, ServiceInstance instance);

    void deregister(String member, String service);

    void encrypt(String member, EncryptionMode mode);

    void keys(String member, KeyCommand command);

    // ---- hosts

    void loseHost(String member);

    void suspend(String member, long duration);

    /** @param serviceTime what every input costs the processor; 0 for nothing */
    void slow(String member, long serviceTime);

    void stepClock(String member, long millis);

    void skewClock(String member, int ppm);

    void setInterfaceUp(String member, boolean up);

    void setDescriptorsFree(String member, boolean free);

    void takeAddresses(String member, String from);

    void resetStreams(String member);

    // ---- strangers

    void attack(Attack attack);

    // ---- the network

    void partition(List<Set<String>> groups);

    /** Ends every partition and every change to the links. */
    void heal();

    void changeLinks(LinkChange change);

    /** From now on, all running members must come to agree, and to be right, within this time. */
    void check(long within);
}
