/**
 * The stages that a call goes through. Each package contains one stage or a few related
 * ones. What they share is in {@code pipeline.call} and {@code pipeline.body}. Nothing
 * below this package is API: types are public so that the packages can use each other,
 * and may change at any time. The list of the stages is
 * {@code io.httpwrapper.client.ClientPipeline}.
 */
@NullMarked
package io.httpwrapper.pipeline;

import org.jspecify.annotations.NullMarked;
