-- Orders of which figures tell: with a return, a credit, a claim or an exception. It goes by the body itself, so no
-- column has to be kept up beside it.
CREATE INDEX orders_told ON orders (placed_at)
WHERE (instr(body, '"rmas":[{') > 0 OR instr(body, '"credits":[{') > 0 OR instr(body, '"claims":[{') > 0
    OR instr(body, '"exceptions":[{') > 0);
