/**
 * Apache HttpComponents, and what it must not do behind the pipeline's back.
 */
@NullMarked
package io.httpwrapper.autoconfigure.httpcomponents;

import org.jspecify.annotations.NullMarked;
