/** The pipe that events take from those who cause them to those who follow. What an event means is not decided here. */
package dev.codeagent.messaging;
