/**
 * What a user may write for a client: one record for each section, with defaults and
 * checks. Those of the kernels stand beside them, in {@code io.httpwrapper.policy}.
 */
@NullMarked
package io.httpwrapper.settings;

import org.jspecify.annotations.NullMarked;
