/**
 * Response bodies in the stages: who is informed of their end, and how they are held,
 * copied and dropped. May know {@code pipeline.call}. Read {@link TrackedResponse} first,
 * then {@link StageSubscriber}, the base of the stages' operators.
 */
@NullMarked
package io.httpwrapper.pipeline.body;

import org.jspecify.annotations.NullMarked;
