/**
 * The stages that a call goes through, one package each or a few together, with what they
 * share in {@code pipeline.call} and {@code pipeline.body}. Nothing below this package is
 * API: it is public so that the packages can use each other, and may change at any time.
 * The list of the stages is {@code io.httpwrapper.client.ClientPipeline}.
 */
@NullMarked
package io.httpwrapper.pipeline;

import org.jspecify.annotations.NullMarked;
