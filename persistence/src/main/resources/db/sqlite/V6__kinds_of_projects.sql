-- Where the files of a project come from: folder (all projects of earlier versions), git or upload; and the branch of a git
-- project. The path of a git project is ADDRESS#BRANCH.
ALTER TABLE project ADD COLUMN kind VARCHAR(20) NOT NULL DEFAULT 'folder';
ALTER TABLE project ADD COLUMN branch VARCHAR(300) NOT NULL DEFAULT '';
