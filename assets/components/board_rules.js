// Tic-tac-toe and Connect Four, so that a visitor's move stands at once: legal moves, wins, draws.
// A test compares this with dlcore/applications/reinforcement/self_play, position by position.
// A position is the list of its moves from the empty board; a move is a column where pieces drop, else a cell.

const WAYS = [[0, 1], [1, 0], [1, 1], [1, -1]]; // right, down, and both diagonals

/** Whose turn it is: 1 or 2. */
export const mover = (moves) => (moves.length % 2) + 1;

/** How many different moves there are. */
export const actionsOf = ({ rows, columns, drops }) => (drops ? columns : rows * columns);

/** The cell in which a move ends, or -1 where there is no room. */
export function landing({ rows, columns, drops }, cells, action) {
  if (!drops) return cells[action] === 0 ? action : -1;
  if (action >= columns) return -1;
  for (let row = rows - 1; row >= 0; row--) {
    const cell = row * columns + action;
    if (cells[cell] === 0) return cell;
  }
  return -1;
}

/** The cells of a row of `connect` through a piece, as long as it is; empty if there is none. */
export function rowThrough({ rows, columns, connect }, cells, cell) {
  const [row, column, player] = [Math.floor(cell / columns), cell % columns, cells[cell]];
  const at = (steps, [down, right]) => {
    const [y, x] = [row + steps * down, column + steps * right];
    return y >= 0 && y < rows && x >= 0 && x < columns ? y * columns + x : -1;
  };
  for (const way of WAYS) {
    const found = [cell];
    for (const sign of [1, -1])
      for (let steps = sign; cells[at(steps, way)] === player; steps += sign) found.push(at(steps, way));
    if (found.length >= connect) return found;
  }
  return [];
}

/**
 * The board after `moves`: its cells from the top left, the cell of the last move, the winner (0 while the game
 * goes on, 3 for a draw), the cells of the winning row. Moves that cannot be made, and all after them, are left out.
 */
export function play(rules, moves) {
  const board = { cells: new Array(rules.rows * rules.columns).fill(0), last: -1, winner: 0, row: [], moves: [] };
  for (const action of moves) {
    const cell = board.winner ? -1 : landing(rules, board.cells, action);
    if (cell < 0) break;
    const player = mover(board.moves);
    board.cells[cell] = player;
    board.last = cell;
    board.moves.push(action);
    board.row = rowThrough(rules, board.cells, cell);
    if (board.row.length) board.winner = player;
    else if (!board.cells.includes(0)) board.winner = 3;
  }
  return board;
}

/** A move in words: “column 4”, “the top left”. */
export function moveWords({ rows, columns, drops }, action) {
  if (drops) return `column ${action + 1}`;
  if (rows !== 3 || columns !== 3) return `cell ${action + 1}`;
  const [row, column] = [Math.floor(action / 3), action % 3];
  if (row === 1 && column === 1) return "the middle";
  const words = [["top", "", "bottom"][row], ["left", "", "right"][column]];
  return `the ${words.filter(Boolean).join(" ")}`;
}

/** A position as digits, and back. */
export const digits = (moves) => moves.join("");
export const fromDigits = (text) => [...text].map(Number);
