/**
 * Owned state: a small key-value store for each member, for its service instances, tags and metadata (PROTOCOL.md, section 5).
 *
 * <h2>Who writes</h2>
 *
 * Only the owner writes its state, so there are no conflicts. {@link dev.grapevine.core.state.StatePublisher} writes this member's own state and tells
 * others of it; {@link dev.grapevine.core.state.StateReceiver} takes in that of others. All of it is in
 * {@link dev.grapevine.core.state.StateStore}, one {@link dev.grapevine.core.state.OwnedState} a member.
 *
 * <h2>Versions and gaps</h2>
 *
 * Every write takes the owner's next version. A delta says (generation, from, to]: the entries written after version {@code from}, up to {@code to}. It
 * applies on top of any version that is at least {@code from}. A member that holds less has a gap below the delta, and pulls what it lacks by stream
 * from the member that told of it. State above a limit is announced by its version alone, and pulled likewise;
 * {@link dev.grapevine.core.state.StateResponder} answers. What still is missing, the next sync finds: the version held counts in the view hash.
 *
 * <p>A deletion is an entry without a value. The oldest deletions are dropped in the end; a member that holds less than the last of these is sent
 * everything, to replace what it holds. So is one that holds another generation.
 *
 * <h2>Publishing</h2>
 *
 * An owner's change takes effect on its own member at once. Others are told a limited number of times a second; the changes in between go together,
 * one entry a key. A delta is made when it is sent, from what is held at that moment.
 *
 * <h2>Services</h2>
 *
 * {@link dev.grapevine.core.state.ServiceIndex} keeps the registry of services equal to the states of the live members. The instances of a member
 * that dies or leaves vanish with it.
 */
@NullMarked
package dev.grapevine.core.state;

import org.jspecify.annotations.NullMarked;
