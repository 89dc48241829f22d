// What is said of a board game: who is who, what was played, whose turn it is, why a move cannot be made.

import { landing, mover, moveWords, play } from "./board_rules.js";

/** The name of player 1 or 2 in a game {you, names}. */
export function nameOf({ you, names }, player) {
  if (names.length) return capital(names[player - 1]);
  return you === 0 ? `Player ${player}` : player === you ? "You" : "The agent";
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** “You win”, “The agent wins”. */
export function winWords(game, player) {
  const name = nameOf(game, player);
  return `${name} ${name === "You" ? "win" : "wins"}`;
}

/** Whether the visitor is to move. */
export const yourTurn = ({ rules, you }, moves) =>
  you !== 0 && mover(moves) === you && !play(rules, moves).winner;

/** The last two moves, and whose turn it is; `total` is the number of moves of the whole game. */
export function gameWords(game, shown, total) {
  const first = Math.max(0, shown.length - 2);
  const told = shown.slice(first).map((action, index) => {
    const player = ((first + index) % 2) + 1;
    return `${nameOf(game, player)}: ${moveWords(game.rules, action)}.`;
  });
  const rest = shown.length < total ? [] : [turnWords(game, shown)];
  const place = shown.length < total ? [`After ${shown.length} of ${total} moves.`] : [];
  return [...place, ...told, ...rest].join(" ");
}

function turnWords(game, moves) {
  const { rules, you, hint } = game;
  const { winner } = play(rules, moves);
  if (winner === 3) return "A draw: the board is full.";
  if (winner) return `${winWords(game, winner)}: ${rules.connect} in a row.`;
  if (!you) return `${nameOf(game, mover(moves))} is to move.`;
  if (!yourTurn(game, moves)) return "The agent thinks …";
  return hint === null ? "Your turn." : `Hint: ${moveWords(rules, hint)}.`;
}

/** Why the visitor cannot make a move; empty if it can be made. */
export function refusal(game, moves, action, earlier) {
  const { rules } = game;
  const board = play(rules, moves);
  if (earlier) return "This is an earlier moment: press “Back to the game” to play on.";
  if (board.winner) return "The game is over: press “New game”, or “Undo”.";
  if (!yourTurn(game, moves)) return "It is the agent's turn: wait for its answer.";
  if (landing(rules, board.cells, action) >= 0) return "";
  return rules.drops
    ? `Column ${action + 1} is full: choose another one.`
    : "There is a mark already: choose an empty square.";
}
