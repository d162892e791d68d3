/**
 * The values that the users of {@code dev.grapevine.cluster} see. All are immutable, and safe for any thread.
 *
 * <ul>
 *   <li>Members: {@link dev.grapevine.model.Member}, {@link dev.grapevine.model.Status},
 *       {@link dev.grapevine.model.Evidence}, {@link dev.grapevine.model.Why}, {@link dev.grapevine.model.FindingKind},
 *       {@link dev.grapevine.model.Address}
 *   <li>Services: {@link dev.grapevine.model.ServiceInstance} as its owner publishes it,
 *       {@link dev.grapevine.model.Instance} as others find it, {@link dev.grapevine.model.Health}
 *   <li>Settings: {@link dev.grapevine.model.Profile}, {@link dev.grapevine.model.Settings},
 *       {@link dev.grapevine.model.ProtocolSetting}
 *   <li>Figures: {@link dev.grapevine.model.ProtocolStats}, {@link dev.grapevine.model.QualityOfService},
 *       {@link dev.grapevine.model.DurationText}
 * </ul>
 */
@NullMarked
package dev.grapevine.model;

import org.jspecify.annotations.NullMarked;
