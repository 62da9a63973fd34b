/**
 * The live page: its files, and what it is told while it is open.
 */
@NullMarked
package io.httpwrapper.autoconfigure.dashboard;

import org.jspecify.annotations.NullMarked;
