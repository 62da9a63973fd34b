/**
 * The built-in plugins, and the stage of fallbacks. May know {@code pipeline.body} and
 * {@code pipeline.call}. Read {@link FallbackFilter} first.
 */
@NullMarked
package io.httpwrapper.pipeline.plugin;

import org.jspecify.annotations.NullMarked;
