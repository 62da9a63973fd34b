/**
 * The client: the ordered list of stages around a {@code WebClient} exchange. Read
 * {@link io.httpwrapper.pipeline.ClientPipeline} first.
 */
@NullMarked
package io.httpwrapper.pipeline;

import org.jspecify.annotations.NullMarked;
