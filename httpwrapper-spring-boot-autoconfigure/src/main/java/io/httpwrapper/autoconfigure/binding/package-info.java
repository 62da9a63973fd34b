/**
 * What is written under {@code httpwrapper.*} becomes settings: names, defaults,
 * inheritance, and errors that name the property and its file. May know core's settings;
 * no other package of the auto-configuration. Read {@link ClientSettingsBinder} first.
 */
@NullMarked
package io.httpwrapper.autoconfigure.binding;

import org.jspecify.annotations.NullMarked;
