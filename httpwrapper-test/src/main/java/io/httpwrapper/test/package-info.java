/**
 * What tests of applications need: time that tests drive, remotes that tests script, and
 * assertions on what clients did.
 */
@NullMarked
package io.httpwrapper.test;

import org.jspecify.annotations.NullMarked;
