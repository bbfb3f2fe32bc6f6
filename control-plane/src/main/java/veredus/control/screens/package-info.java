/** One class for each screen: takes a visit, asks the engine, answers with a page. */
@NullMarked
package veredus.control.screens;

import org.jspecify.annotations.NullMarked;
